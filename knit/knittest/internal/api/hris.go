package api

import (
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/world"
)

// accept accepts a body that is any object except an empty one.
func (c *call) accept() (any, error) {
	body, err := c.object()
	if err != nil {
		return nil, err
	}
	if len(body) == 0 {
		return nil, invalid("the body is empty")
	}
	return record.Object{"id", c.api.id("hr")}, nil
}

// acceptForEmployee is like accept, but the employee must exist.
func (c *call) acceptForEmployee() (any, error) {
	if _, _, err := c.employee(); err != nil {
		return nil, err
	}
	return c.accept()
}

// employee decodes the body and finds the employee with its employeeId.
func (c *call) employee() (n int, body record.Object, err error) {
	if body, err = c.object(); err != nil {
		return 0, nil, err
	}
	n, ok := world.Find(c.world.Employees(), body.String("employeeId"))
	if !ok {
		return 0, nil, notFound("employee")
	}
	return n, body, nil
}

func (c *call) createEmployee() (any, error) {
	written, err := c.object("firstName", "lastName")
	if err != nil {
		return nil, err
	}
	return c.employeeResult(world.Create(c.world.Employees(), written, c.now))
}

func (c *call) updateEmployee() (any, error) {
	n, body, err := c.employee()
	if err != nil {
		return nil, err
	}
	world.Write(c.world.Employees(), n, body.Without("employeeId"))
	return c.employeeResult(n)
}

func (c *call) terminateEmployee() (any, error) {
	n, _, err := c.employee()
	if err != nil {
		return nil, err
	}
	c.world.Employees().Delete(n, c.now)
	return c.employeeResult(n)
}

func (c *call) employeeResult(n int) (any, error) {
	return record.Object{"employeeId", c.world.EmployeeID(n)}, nil
}
